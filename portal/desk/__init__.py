"""The department clerk's working place in the admin: lists, the case on one page, its steps."""
