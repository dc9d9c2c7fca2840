output "alert_topic_arn" {
  value = aws_sns_topic.alerts.arn
}

output "agent_policy_arn" {
  value = aws_iam_policy.agent.arn
}

output "collector_policy_arn" {
  value = aws_iam_policy.collector.arn
}
