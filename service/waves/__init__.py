"""Running surveys: an admin opens, watches and closes waves; reminders, released results and their export."""
