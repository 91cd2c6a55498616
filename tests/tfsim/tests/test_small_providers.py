"""random, cloudinit, time and null."""

from __future__ import annotations

import base64
import email
import gzip
import re
import time
import zlib

from terraform_workspace import Stack

RANDOM = """
resource "random_id" "a" {
  byte_length = 6
  prefix      = "p-"
}
resource "random_password" "a" {
  length           = 24
  min_upper        = 3
  min_numeric      = 3
  min_special      = 2
  override_special = "!#"
}
resource "random_string" "a" {
  length  = 10
  numeric = false
  special = false
  upper   = false
  keepers = { generation = var.generation }
}
resource "random_uuid" "a" {}
resource "random_bytes" "a" { length = 32 }
resource "random_integer" "a" {
  min = 5
  max = 6
}
resource "random_pet" "a" {
  length = 3
  prefix = "my"
}
resource "random_shuffle" "a" {
  input        = ["a", "b", "c"]
  result_count = 5
}
variable "generation" { default = "1" }
"""


def test_random(stack: Stack) -> None:
    stack.write(RANDOM)
    stack.init().apply()
    values = {address.removeprefix("random_").removesuffix(".a"): v for address, v in stack.values().items()}
    raw = base64.urlsafe_b64decode(values["id"]["id"])
    assert (len(raw), values["id"]["hex"], values["id"]["dec"]) == (6, f"p-{raw.hex()}", f"p-{int.from_bytes(raw)}")
    password = values["password"]["result"]
    assert len(password) == 24
    assert len(re.findall("[A-Z]", password)) >= 3 and len(re.findall("[0-9]", password)) >= 3
    assert set(re.findall("[^A-Za-z0-9]", password)) <= {"!", "#"}
    assert re.fullmatch("[a-z]{10}", values["string"]["result"])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", values["uuid"]["result"])
    assert base64.b64decode(values["bytes"]["base64"]).hex() == values["bytes"]["hex"]
    assert values["integer"]["result"] in (5, 6)
    assert re.fullmatch("my(-[a-z]+){3}", values["pet"]["id"])
    assert sorted(values["shuffle"]["result"][:3]) == ["a", "b", "c"] and len(values["shuffle"]["result"]) == 5
    assert stack.plan() == {}
    assert stack.plan("-var=generation=2") == {"random_string.a": ["delete", "create"]}


CLOUDINIT = """
resource "null_resource" "late" {}
data "cloudinit_config" "packed" {
  part {
    filename     = "a.yaml"
    content_type = "text/cloud-config"
    merge_type   = "list(append)"
    content      = "#cloud-config\\nruncmd: [echo ${null_resource.late.id}]\\n"
  }
  part {
    content = "plain"
  }
}
data "cloudinit_config" "plain" {
  gzip          = false
  base64_encode = false
  boundary      = "XX"
  part {
    content_type = "text/x-shellscript"
    content      = "#!/bin/sh\\n"
  }
}
"""


def test_cloudinit(stack: Stack) -> None:
    stack.write(CLOUDINIT)
    stack.init().apply()
    values = stack.values()
    packed = values["data.cloudinit_config.packed"]
    assert packed["id"] == str(zlib.crc32(packed["rendered"].encode()))
    message = email.message_from_bytes(gzip.decompress(base64.b64decode(packed["rendered"])))
    first, second = message.get_payload()
    assert (first.get_content_type(), first.get_filename(), first["X-Merge-Type"]) == (
        "text/cloud-config",
        "a.yaml",
        "list(append)",
    )
    assert values["null_resource.late"]["id"] in first.get_payload()
    assert (second.get_content_type(), second.get_payload()) == ("text/plain", "plain")
    assert values["data.cloudinit_config.plain"]["rendered"] == (
        'Content-Type: multipart/mixed; boundary="XX"\nMIME-Version: 1.0\r\n\r\n'
        "--XX\r\nContent-Transfer-Encoding: 7bit\r\nContent-Type: text/x-shellscript\r\nMime-Version: 1.0\r\n\r\n"
        "#!/bin/sh\n\r\n--XX--\r\n"
    )


TIME = """
resource "time_static" "a" { rfc3339 = "2024-01-31T10:00:00Z" }
resource "time_static" "now" {}
resource "time_offset" "a" {
  base_rfc3339  = time_static.a.rfc3339
  offset_months = var.months
  offset_hours  = 2
}
resource "time_rotating" "a" { rotation_days = 30 }
resource "time_rotating" "over" {
  rfc3339       = "2024-01-01T00:00:00Z"
  rotation_days = 30
}
resource "time_sleep" "a" {
  create_duration  = "2s"
  destroy_duration = "100ms"
}
variable "months" { default = 1 }
"""


def test_time(stack: Stack) -> None:
    stack.write(TIME)
    start = time.monotonic()
    stack.init().apply()
    assert time.monotonic() - start > 2
    values = stack.values()
    assert values["time_offset.a"]["rfc3339"] == "2024-03-02T12:00:00Z"
    assert (values["time_static.a"]["unix"], values["time_static.a"]["day"]) == (1706695200, 31)
    assert values["time_rotating.over"]["rotation_rfc3339"] == "2024-01-31T00:00:00Z"
    assert stack.plan() == {"time_rotating.over": ["create"]}
    assert stack.plan("-var=months=2")["time_offset.a"] == ["update"]


def test_null(stack: Stack) -> None:
    stack.write('variable "v" { default = "1" }\nresource "null_resource" "a" {\n  triggers = { v = var.v }\n}\n')
    stack.init().apply()
    assert stack.plan("-var=v=2") == {"null_resource.a": ["delete", "create"]}
