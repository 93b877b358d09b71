"""The experiments. Importing this package makes all of them known."""

from keywords.experiments import batches, contract_ports, documents, kinds, latency, parity

__all__ = ["batches", "contract_ports", "documents", "kinds", "latency", "parity"]
