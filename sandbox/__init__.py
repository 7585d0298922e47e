"""Stand-ins for the portal's partners: agencies, the carrier and the bank.

Each runs as a process of its own and speaks real, signed HTTP with the portal. Nothing here
imports the portal, so that it can disagree with it.
"""
