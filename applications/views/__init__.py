"""The citizen's pages: who is visiting, the form, the money, the way of the dossier."""
