"""The citizen's form: one module a part of form 03, and the order in which it is asked."""
