"""The dossier and its life: declared, paid, received, and every step after that."""
