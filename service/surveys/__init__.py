"""Instruments as data: what is asked, how it is asked, what was answered, and who may see which answer.

The room knows programmes and people only by their ids; who is invited to a form comes through `ports.Respondents`.
"""
