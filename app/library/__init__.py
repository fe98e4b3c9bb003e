"""What people wrote: the database and everything that is kept in it."""
