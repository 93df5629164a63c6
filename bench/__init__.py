"""Measurements that anyone can repeat; see docs/benchmarks.md."""
