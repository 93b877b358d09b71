"""The experiments. Importing this package makes all of them known."""

from keywords.experiments import contract_ports, documents, latency

__all__ = ["contract_ports", "documents", "latency"]
