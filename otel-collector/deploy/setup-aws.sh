#!/usr/bin/env bash
# Makes what batchmon needs in an AWS account, or brings it up to date: the Slack webhook's secret, the topic, log groups and
# policies (../alarms/account.yaml), the alarms of a service, of its jobs and of the log, and the dashboard. May be run again.
#
# usage: setup-aws.sh ENVIRONMENT SERVICE [JOB=WHEN[,LONGEST]]...
#
#   WHEN     seconds in which a success is expected (300, 900, 3600, 10800, 21600, 43200, 86400),
#            or the time zone in whose every day one is expected, such as Europe/Berlin
#   LONGEST  seconds that a run may take
#
#   setup-aws.sh production billing EndOfDay=Europe/Berlin,7200 nightly-settlement=86400
#
# The webhook's URL is read from the file that SLACK_WEBHOOK_FILE names, and from nowhere else, so that no command line and no
# history shows it; without the variable the secret stays as it is. SLACK_WORKSPACE_ID and SLACK_CHANNEL_ID: alarms go to Slack, too.
# COLLECTOR_NAMESPACE: as the collector has it.
# needs: the AWS command line, 1.46 or 2.31 or newer, with credentials and a region
set -euo pipefail

usage() { sed -n '2,/^# needs/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
environment=$1 service=$2
shift 2
alarms=$(cd "$(dirname "${BASH_SOURCE[0]}")/../alarms" && pwd)
dashboard=$alarms/../dashboards/cloudwatch.json

for job in "$@"; do
  [[ $job == ?*=?* ]] || { echo "setup-aws.sh: '$job' is not JOB=WHEN" >&2; usage; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -n "${SLACK_WEBHOOK_FILE:-}" ]; then
  secret=slack-webhook-$environment
  # without the end of the line, which is no part of a URL
  printf %s "$(cat "$SLACK_WEBHOOK_FILE")" >"$work/webhook"
  if aws secretsmanager describe-secret --secret-id "$secret" >/dev/null 2>&1; then
    aws secretsmanager put-secret-value --secret-id "$secret" --secret-string "file://$work/webhook" >/dev/null
    echo "secret $secret: a new version"
  else
    aws secretsmanager create-secret --name "$secret" --description "Slack webhook of batchmon" \
      --secret-string "file://$work/webhook" >/dev/null
    echo "secret $secret: made"
  fi
fi

# A stack by its name and template, and its parameters: made, changed, or as it was.
deploy() {
  local stack=$1 template=$2 verb=create parameter answer
  shift 2
  local parameters=("ParameterKey=Environment,ParameterValue=$environment"
    "ParameterKey=Namespace,ParameterValue=${COLLECTOR_NAMESPACE:-Batchmon}")
  for parameter in "$@"; do
    parameters+=("ParameterKey=${parameter%%=*},ParameterValue=${parameter#*=}")
  done
  aws cloudformation describe-stacks --stack-name "$stack" >/dev/null 2>&1 && verb=update
  if answer=$(aws cloudformation "$verb-stack" --stack-name "$stack" --template-body "file://$alarms/$template" \
    --capabilities CAPABILITY_NAMED_IAM --parameters "${parameters[@]}" 2>&1); then
    aws cloudformation wait "stack-$verb-complete" --stack-name "$stack"
    echo "stack $stack: ${verb}d from $template"
  elif [[ $answer == *"No updates are to be performed"* ]]; then
    echo "stack $stack: as it was"
  else
    echo "setup-aws.sh: stack $stack: $answer" >&2
    exit 1
  fi
}

output() {
  aws cloudformation describe-stacks --stack-name "batchmon-$environment" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

deploy "batchmon-$environment" account.yaml \
  "SlackWorkspaceId=${SLACK_WORKSPACE_ID:-}" "SlackChannelId=${SLACK_CHANNEL_ID:-}"
topic=$(output AlertTopicArn)
deploy "batchmon-$environment-log" log.yaml "AlertTopicArn=$topic"
deploy "batchmon-$environment-${service//[^A-Za-z0-9-]/-}" service.yaml "AlertTopicArn=$topic" "Service=$service"

for job in "$@"; do
  name=${job%%=*} when=${job#*=} longest=0
  [[ $when == *,* ]] && longest=${when##*,} when=${when%,*}
  watch=(HeartbeatSeconds="$when")
  [[ $when =~ ^[0-9]+$ ]] || watch=(DailyTimezone="$when")
  deploy "batchmon-$environment-${service//[^A-Za-z0-9-]/-}-${name//[^A-Za-z0-9-]/-}" job.yaml \
    "AlertTopicArn=$topic" "Service=$service" "Job=$name" "${watch[@]}" "LongestSeconds=$longest"
done

IFS=: read -r _ _ _ region account _ <<<"$topic"
sed -e "s,NAMESPACE,${COLLECTOR_NAMESPACE:-Batchmon},g; s,REGION,$region,g; s,ACCOUNT_ID,$account,g" \
  -e "s,ENVIRONMENT,$environment,g; s,SERVICE,$service,g" "$dashboard" >"$work/dashboard"
aws cloudwatch put-dashboard --dashboard-name "batchmon-$environment-${service//[^A-Za-z0-9-]/-}" --dashboard-body "file://$work/dashboard" >/dev/null
echo "dashboard batchmon-$environment-$service: as in cloudwatch.json"

echo
echo "Topic:                      $topic"
echo "Policy for roles of jobs:   $(output AgentPolicyArn)"
echo "Policy for the collector's: $(output CollectorPolicyArn)"
