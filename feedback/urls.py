"""Addresses of the feedback room."""

from django.urls import path

from feedback import views

pages = [
    path("", views.home, name="home"),
    path("first-event/", views.first_event_arrived, name="first-event"),
]
