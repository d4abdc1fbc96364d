"""The front door: signing in and up, forgotten passwords, single sign-on. django-allauth does the work; what is ours is in here."""
