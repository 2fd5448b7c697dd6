"""`python -m tests.helm.control_plane`: the chart on a real API server that enforces the restricted profile.

kube-apiserver and etcd are built by their Go modules; there is no controller and no node, so jobs are ended by hand.
"""
