"""The page kit every room stands on: who may open what, forms, languages, headers, errors, the menu and the look.

It knows no room above it: rooms declare their audience, add their menu entries and say who is reading.
"""
