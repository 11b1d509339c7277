"""A service as one would write it with care: nothing is found in it, in none of its files."""

from __future__ import annotations

import pytest
from tests.iac.support import module

from penmark.iac import Checker
from penmark.rules.loader import load_rules

FILES = {
    "variables": """
variable "vpc_id" {
  type = string
}

variable "admin_cidrs" {
  type    = list(string)
  default = ["10.20.0.0/16"]
}

variable "extra_rules" {
  type    = map(object({ port = number, cidrs = list(string) }))
  default = {}
}

variable "kms_key_arn" {
  type    = string
  default = null
}

variable "public" {
  type    = bool
  default = false
}
""",
    "network": """
locals {
  web_ports = [80, 443]
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = toset(local.web_ports)
    content {
      from_port        = ingress.value
      to_port          = ingress.value
      protocol         = "tcp"
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = ["::/0"]
    }
  }

  dynamic "ingress" {
    for_each = var.extra_rules
    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = ingress.value.cidrs
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each          = toset(var.admin_cidrs)
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = each.value
}
""",
    "storage": """
resource "aws_s3_bucket" "assets" {
  bucket_prefix = "assets-"
}

resource "aws_s3_bucket_public_access_block" "assets" {
  bucket                  = aws_s3_bucket.assets.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "assets" {
  statement {
    sid       = "FromCloudFront"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.assets.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "AWS:SourceArn"
      values   = [aws_cloudfront_distribution.site.arn]
    }
  }

  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.assets.arn, "${aws_s3_bucket.assets.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "assets" {
  bucket = aws_s3_bucket.assets.id
  policy = data.aws_iam_policy_document.assets.json
}

resource "aws_db_instance" "main" {
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  manage_master_user_password = true
  storage_encrypted           = true
  kms_key_id                  = var.kms_key_arn
  publicly_accessible         = var.public
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_efs_file_system" "shared" {
  encrypted  = true
  kms_key_id = var.kms_key_arn
}
""",
    "main": """
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "web" {
  role = aws_iam_role.web.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.assets.arn}/*" },
      { Effect = "Allow", Action = ["ec2:DescribeInstances", "cloudwatch:PutMetricData"], Resource = "*" },
      { Effect = "Allow", Action = "sqs:*", Resource = aws_sqs_queue.jobs.arn },
    ]
  })
}

resource "aws_launch_template" "web" {
  name_prefix = "web-"
  image_id    = data.aws_ami.base.id

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = true
    }
  }
}

resource "aws_instance" "bastion" {
  launch_template {
    id = aws_launch_template.web.id
  }
}
""",
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_is_found(name: str) -> None:
    checks = load_rules().checks("config")
    assert len({check.rule for check in checks}) >= 6
    others = {stem: text for stem, text in FILES.items() if stem != "main"}
    made = module(FILES["main"], **others)
    checked = Checker([check.matcher for check in checks]).check(made, f"{name}.tf")
    assert checked.parts == ()
    assert checked.failures == ()
    assert checked.broken == ()
