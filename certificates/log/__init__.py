"""The public log of issued and revoked numbers (docs/certificate-log.md)."""
