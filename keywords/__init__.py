"""The judgement of Countersign, and the Robot Framework keyword libraries over it."""
