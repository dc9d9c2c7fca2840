# The same as account.yaml, service.yaml and log.yaml, for those who use Terraform. What is watched job by job is the template
# job.yaml itself: the provider has no evaluation window, which daily jobs need.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  wrong = ["failed", "aborted", "rejected", "lost"]
  logs  = "arn:${data.aws_partition.this.partition}:logs:${data.aws_region.this.region}:${data.aws_caller_identity.this.account_id}:log-group"
  secrets = join(":", [
    "arn:${data.aws_partition.this.partition}:secretsmanager:${data.aws_region.this.region}",
    data.aws_caller_identity.this.account_id,
    "secret:slack-webhook-${var.environment}-??????",
  ])
}

# Not encrypted by the key that AWS manages, for CloudWatch may not publish to such a topic.
resource "aws_sns_topic" "alerts" {
  name = "batchmon-${var.environment}"
}

resource "aws_sns_topic_policy" "alerts" {
  arn    = aws_sns_topic.alerts.arn
  policy = data.aws_iam_policy_document.topic.json
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

data "aws_iam_policy_document" "slack_role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["chatbot.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "slack" {
  count              = var.slack_channel_id == "" ? 0 : 1
  name_prefix        = "batchmon-slack-"
  assume_role_policy = data.aws_iam_policy_document.slack_role.json
}

data "aws_iam_policy_document" "graphs" {
  statement {
    actions   = ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "graphs" {
  count  = length(aws_iam_role.slack)
  name   = "graphs"
  role   = aws_iam_role.slack[0].id
  policy = data.aws_iam_policy_document.graphs.json
}

resource "aws_chatbot_slack_channel_configuration" "alerts" {
  count                 = length(aws_iam_role.slack)
  configuration_name    = "batchmon-${var.environment}"
  slack_team_id         = var.slack_workspace_id
  slack_channel_id      = var.slack_channel_id
  iam_role_arn          = aws_iam_role.slack[0].arn
  guardrail_policy_arns = ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"]
  sns_topic_arns        = [aws_sns_topic.alerts.arn]
  logging_level         = "ERROR"
}

resource "aws_cloudwatch_log_group" "events" {
  name              = var.event_log_group
  retention_in_days = 30
  skip_destroy      = true
}

# CloudWatch has taken the metrics out of these lines; they are kept only to look into what it took.
resource "aws_cloudwatch_log_group" "metrics" {
  name              = var.metric_log_group
  retention_in_days = 14
  skip_destroy      = true
}

data "aws_iam_policy_document" "agent" {
  statement {
    sid       = "SlackWebhook"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [local.secrets]
  }
  statement {
    sid       = "Topic"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alerts.arn]
  }
}

resource "aws_iam_policy" "agent" {
  name        = "batchmon-agent-${var.environment}-${data.aws_region.this.region}"
  description = "batchmon agent - its Slack webhook and its topic"
  policy      = data.aws_iam_policy_document.agent.json
}

data "aws_iam_policy_document" "collector" {
  # X-Ray knows no resources for these
  statement {
    sid       = "Traces"
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:PutSpans", "xray:PutSpansForIndexing"]
    resources = ["*"]
  }
  # nor does CloudWatch, but it knows the namespace
  statement {
    sid       = "MetricsOfOneNamespace"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = [var.namespace]
    }
  }
  statement {
    sid     = "Logs"
    actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:PutRetentionPolicy"]
    resources = [
      "${local.logs}:${var.event_log_group}",
      "${local.logs}:${var.event_log_group}:*",
      "${local.logs}:${var.metric_log_group}",
      "${local.logs}:${var.metric_log_group}:*",
    ]
  }
}

resource "aws_iam_policy" "collector" {
  name        = "batchmon-collector-${var.environment}-${data.aws_region.this.region}"
  description = "batchmon collector - X-Ray, metrics in one namespace, two log groups"
  policy      = data.aws_iam_policy_document.collector.json
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  for_each            = var.services
  alarm_name          = "batchmon-${var.environment}-${each.key}-failed"
  alarm_description   = "A run of ${each.key} has failed, was aborted, was refused or is lost. Which one and why: the events of batch.job.finished."
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 1
  # no run, no failure
  treat_missing_data = "notBreaching"
  alarm_actions      = [aws_sns_topic.alerts.arn]
  ok_actions         = [aws_sns_topic.alerts.arn]

  metric_query {
    id          = "wrong"
    label       = "runs that went wrong"
    expression  = "FILL(failed, 0) + FILL(aborted, 0) + FILL(rejected, 0) + FILL(lost, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.wrong
    content {
      id          = metric_query.value
      return_data = false
      metric {
        namespace   = var.namespace
        metric_name = "batch.job.runs"
        period      = 60
        stat        = "Sum"
        dimensions = {
          "service.name"      = each.key
          "batch.job.outcome" = metric_query.value
        }
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "failure_rate" {
  for_each            = var.services
  alarm_name          = "batchmon-${var.environment}-${each.key}-failure-rate"
  alarm_description   = "More than ${var.failure_rate_percent} % of the runs of ${each.key} in an hour went wrong."
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.failure_rate_percent
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]

  metric_query {
    id          = "rate"
    label       = "percent of runs that went wrong"
    expression  = "IF(wrong + succeeded0 >= ${var.failure_rate_runs}, 100 * wrong / (wrong + succeeded0), 0)"
    return_data = true
  }

  metric_query {
    id          = "wrong"
    expression  = "FILL(failed, 0) + FILL(aborted, 0) + FILL(rejected, 0) + FILL(lost, 0)"
    return_data = false
  }

  metric_query {
    id          = "succeeded0"
    expression  = "FILL(succeeded, 0)"
    return_data = false
  }

  dynamic "metric_query" {
    for_each = concat(local.wrong, ["succeeded"])
    content {
      id          = metric_query.value
      return_data = false
      metric {
        namespace   = var.namespace
        metric_name = "batch.job.runs"
        period      = 3600
        stat        = "Sum"
        dimensions = {
          "service.name"      = each.key
          "batch.job.outcome" = metric_query.value
        }
      }
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "failed_runs" {
  name           = "batchmon-${var.environment}-failed-runs"
  log_group_name = aws_cloudwatch_log_group.events.name
  pattern        = join(" ", [for outcome in local.wrong : "?\"\\\"batch.job.outcome\\\":\\\"${outcome}\\\"\""])

  metric_transformation {
    namespace     = var.namespace
    name          = "events.failed.${var.environment}"
    value         = "1"
    default_value = 0
  }
}

resource "aws_cloudwatch_metric_alarm" "log_failed" {
  alarm_name          = "batchmon-${var.environment}-log-failed"
  alarm_description   = "An event batch.job.finished in ${var.event_log_group} says that a run went wrong."
  namespace           = var.namespace
  metric_name         = "events.failed.${var.environment}"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudformation_stack" "job" {
  for_each      = var.jobs
  name          = "batchmon-${var.environment}-${replace(each.key, "/[^A-Za-z0-9-]/", "-")}"
  template_body = file("${path.module}/../job.yaml")
  parameters = {
    Environment      = var.environment
    Service          = each.value.service
    Job              = each.value.job
    AlertTopicArn    = aws_sns_topic.alerts.arn
    Namespace        = var.namespace
    HeartbeatSeconds = each.value.heartbeat_seconds
    DailyTimezone    = each.value.daily_timezone
    LongestSeconds   = each.value.longest_seconds
    WarmUpMinutes    = each.value.warm_up_minutes
  }
}
