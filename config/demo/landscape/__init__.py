"""Kettle & Co as data: what there is, what runs when, who works there, what went wrong."""

from config.demo.landscape import customers, finance, logistics, sales, sales_marts
from config.demo.landscape.jobs import JOBS
from config.demo.landscape.words import Landscape

KETTLE = Landscape((*sales.ASSETS, *sales_marts.ASSETS, *customers.ASSETS, *logistics.ASSETS, *finance.ASSETS), JOBS)

__all__ = ["KETTLE"]
