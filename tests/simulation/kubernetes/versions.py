"""The release of Kubernetes that machines have, and what belongs to it."""

VERSION = "v1.36.4"
ETCD = "3.6.8-0"
COREDNS = "v1.14.2"
PAUSE = "3.10.2"
