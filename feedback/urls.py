"""Addresses of the feedback room."""

from django.urls import path

from feedback.views import home

pages = [
    path("", home.home, name="home"),
    path("first-event/", home.first_event_arrived, name="first-event"),
]
