"""The certificate, and all that is kept beside it."""

from certificates.models.certificate import Certificate
from certificates.models.revocation import Revocation

__all__ = ["Certificate", "Revocation"]
