"""Who people are, how they sign in without a password, and which roles they hold in which programme."""
