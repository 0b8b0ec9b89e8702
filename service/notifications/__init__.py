"""Mail that is certain to go out once: a row first, a job that sends it, a sweeper for what a killed worker left."""
