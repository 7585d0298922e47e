"""Set-up and running: everything that stands around the portal and nothing that it imports."""
