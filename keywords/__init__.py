"""Countersign's Python: how checks act and judge, and the Robot Framework libraries that offer it to them."""
