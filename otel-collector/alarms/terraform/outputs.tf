output "alert_topic_arn" {
  value       = aws_sns_topic.alerts.arn
  description = "for agents that tell a topic: BATCHMON_SNS_TOPIC_ARN"
}

output "agent_policy_arn" {
  value       = aws_iam_policy.agent.arn
  description = "for the roles of jobs"
}

output "collector_policy_arn" {
  value       = aws_iam_policy.collector.arn
  description = "for the collector's role"
}
