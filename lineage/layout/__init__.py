"""The layered picture of a lineage graph: boxes and edges in, places and routes out; pure geometry, no drawing."""

from lineage.layout.pipeline import arrange
from lineage.layout.shapes import (
    Arrangement,
    Box,
    CannotArrange,
    Edge,
    Effort,
    Options,
    Place,
    Point,
    Route,
)
from lineage.layout.svgpath import path_data

__all__ = [
    "Arrangement",
    "Box",
    "CannotArrange",
    "Edge",
    "Effort",
    "Options",
    "Place",
    "Point",
    "Route",
    "arrange",
    "path_data",
]
