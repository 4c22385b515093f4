"""A believable company to show the product with: a shop from Gdańsk, its people, its customers and their mail."""

from troska.demo.company.directing import company

__all__ = ["company"]
