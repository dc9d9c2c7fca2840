variable "environment" {
  type        = string
  default     = "production"
  description = "what batchmon.environment says"
}

variable "services" {
  type        = set(string)
  description = "what batchmon.service.name says, of each service"
}

variable "jobs" {
  type = map(object({
    service           = string
    job               = string
    heartbeat_seconds = optional(number, 0)
    daily_timezone    = optional(string, "")
    longest_seconds   = optional(number, 0)
    warm_up_minutes   = optional(number, 1440)
  }))
  default     = {}
  description = "jobs that must run; the parameters are those of job.yaml"
}

variable "namespace" {
  type        = string
  default     = "Batchmon"
  description = "what COLLECTOR_NAMESPACE of the collector says"
}

variable "event_log_group" {
  type        = string
  default     = "/batchmon/events"
  description = "where the collector writes the events of runs"
}

variable "metric_log_group" {
  type        = string
  default     = "/batchmon/metrics"
  description = "where the collector writes metrics in the embedded metric format"
}

variable "failure_rate_percent" {
  type        = number
  default     = 20
  description = "more than this share of the runs of an hour is told"
}

variable "failure_rate_runs" {
  type        = number
  default     = 5
  description = "with fewer runs in an hour there is no rate"
}

variable "slack_workspace_id" {
  type        = string
  default     = ""
  description = "T..., a workspace that was authorized once in the console of Amazon Q Developer"
}

variable "slack_channel_id" {
  type        = string
  default     = ""
  description = "C..., the channel; empty: no Slack by this way"
}
