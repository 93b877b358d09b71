"""The worker: claims jobs and carries each through the stages."""
