"""Prints the alarms of a template as CloudWatch's PutMetricAlarm takes them, one JSON array, so that two sources can be compared and
what moto's CloudFormation does not know can be made all the same.

usage: alarms.py cloudformation TEMPLATE NAME=VALUE...
       alarms.py terraform FOLDER NAME=VALUE...
       alarms.py put FILE          reads such an array and puts each; the AWS command line of version 1 knows no warm-up yet
"""

import json
import pathlib
import re
import sys


def number(value):
    """Parameters are texts; the API wants numbers where they are some."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value


def ordered(alarms):
    for alarm in alarms:
        alarm.get("Metrics", []).sort(key=lambda metric: metric["Id"])
        for metric in [alarm, *(m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m)]:
            if "Dimensions" in metric:
                metric["Dimensions"].sort(key=lambda dimension: dimension["Name"])
    return sorted(alarms, key=lambda alarm: alarm["AlarmName"])


NUMBERS = {"Period", "EvaluationPeriods", "Threshold", "WarmUpPeriodDurationInMinutes"}


class CloudFormation:
    def __init__(self, template, given):
        self.template = template
        self.values = {name: str(p["Default"]) for name, p in template["Parameters"].items() if "Default" in p}
        unknown = set(given) - set(template["Parameters"])
        if unknown:
            sys.exit(f"no such parameters: {unknown}")
        self.values.update(given)
        self.values["AWS::AccountId"] = "123456789012"

    def resolve(self, node, key=None):
        if isinstance(node, dict) and len(node) == 1:
            (function, argument), = node.items()
            if function == "Ref":
                text = self.values[argument]
                return number(text) if key in NUMBERS else text
            if function == "Fn::Sub":
                return re.sub(r"\$\{([^}]+)}", lambda match: self.values[match.group(1)], argument)
        if isinstance(node, dict):
            return {k: self.resolve(v, k) for k, v in node.items() if k not in ("__startline__", "__endline__")}
        if isinstance(node, list):
            return [self.resolve(each) for each in node]
        return node

    def holds(self, condition):
        (function, argument), = condition.items()
        if function == "Fn::Not":
            return not self.holds(argument[0])
        if function == "Fn::And":
            return all(self.holds(each) for each in argument)
        if function == "Fn::Equals":
            one, other = self.resolve(argument)
            return str(one) == str(other)
        raise ValueError(function)

    def alarms(self):
        for resource in self.template["Resources"].values():
            if resource["Type"] != "AWS::CloudWatch::Alarm":
                continue
            if "Condition" in resource and not self.holds(self.template["Conditions"][resource["Condition"]]):
                continue
            yield self.resolve(resource["Properties"])


def cloudformation(path, given):
    from cfnlint.decode import cfn_yaml

    return list(CloudFormation(json.loads(json.dumps(cfn_yaml.load(path))), given).alarms())


class Terraform:
    """As much of Terraform as main.tf uses: variables, locals, for_each over services, dynamic blocks."""

    def __init__(self, folder, given):
        import hcl2

        self.blocks = []
        self.values = {}
        for file in sorted(pathlib.Path(folder).glob("*.tf")):
            parsed = unquoted(hcl2.loads(file.read_text()))
            self.blocks += parsed.get("resource", [])
            for variable in parsed.get("variable", []):
                (name, body), = variable.items()
                if "default" in body:
                    self.values["var." + name] = body["default"]
            for locals_ in parsed.get("locals", []):
                self.values["local.wrong"] = locals_["wrong"]
        self.values.update({"var." + name: value for name, value in given.items()})
        self.values["aws_sns_topic.alerts.arn"] = given["AlertTopicArn"]

    def value(self, node, scope):
        if isinstance(node, list):
            return [self.value(each, scope) for each in node]
        if isinstance(node, dict):
            return {k: self.value(v, scope) for k, v in node.items() if k != "__is_block__"}
        if not isinstance(node, str):
            return node
        known = {**self.values, **scope}
        whole = re.fullmatch(r"\$\{([^}]+)}", node)
        if whole or node in known:
            found = known.get(whole.group(1) if whole else node)
            if found is not None:
                return found
        return re.sub(r"\$\{([^}]+)}", lambda match: str(known[match.group(1)]), node)

    def alarms(self, service):
        for block in self.blocks:
            (kind, named), = ((k, v) for k, v in block.items() if k != "__is_block__")
            if kind != "aws_cloudwatch_metric_alarm":
                continue
            (_, body), = ((k, v) for k, v in named.items() if k != "__is_block__")
            yield self.alarm(body, {"each.key": service})

    def alarm(self, body, scope):
        names = {
            "alarm_name": "AlarmName",
            "alarm_description": "AlarmDescription",
            "comparison_operator": "ComparisonOperator",
            "threshold": "Threshold",
            "evaluation_periods": "EvaluationPeriods",
            "treat_missing_data": "TreatMissingData",
            "alarm_actions": "AlarmActions",
            "ok_actions": "OKActions",
            "namespace": "Namespace",
            "metric_name": "MetricName",
            "statistic": "Statistic",
            "period": "Period",
        }
        alarm, queries = {}, []
        for key, node in body.items():
            if key == "metric_query":
                queries += [self.query(each, scope) for each in node]
            elif key == "dynamic":
                for dynamic in node:
                    (block,) = (v for k, v in dynamic.items() if k == "metric_query")
                    (content,) = block["content"]
                    for each in self.items(block["for_each"]):
                        queries.append(self.query(content, {**scope, "metric_query.value": each}))
            elif key in names:
                alarm[names[key]] = self.value(node, scope)
            elif key not in ("for_each", "__is_block__", "__comments__", "__inline_comments__"):
                raise ValueError(f"not understood: {key}")
        if queries:
            alarm["Metrics"] = queries
        return alarm

    def items(self, expression):
        items = list(self.values["local.wrong"])
        if "concat" in expression:
            items += re.findall(r'"([a-z]+)"', expression)
        return items

    def query(self, body, scope):
        query = {"Id": self.value(body["id"], scope), "ReturnData": bool(body["return_data"])}
        for key, name in (("label", "Label"), ("expression", "Expression")):
            if key in body:
                query[name] = self.value(body[key], scope)
        for metric in body.get("metric", []):
            metric = self.value(metric, scope)
            query["MetricStat"] = {
                "Period": metric["period"],
                "Stat": metric["stat"],
                "Metric": {
                    "Namespace": metric["namespace"],
                    "MetricName": metric["metric_name"],
                    "Dimensions": [{"Name": k, "Value": v} for k, v in metric["dimensions"].items()],
                },
            }
        return query


def unquoted(node):
    """hcl2 leaves the quotes on texts."""
    if isinstance(node, dict):
        return {unquoted(k): unquoted(v) for k, v in node.items()}
    if isinstance(node, list):
        return [unquoted(each) for each in node]
    if isinstance(node, str) and len(node) > 1 and node[0] == node[-1] == '"':
        return node[1:-1]
    return node


def terraform(folder, given):
    service = given.pop("Service")
    return list(Terraform(folder, given).alarms(service))


if __name__ == "__main__":
    if sys.argv[1] == "put":
        import boto3

        for alarm in json.load(open(sys.argv[2])):
            boto3.client("cloudwatch").put_metric_alarm(**alarm)
        sys.exit()
    kind, where, *pairs = sys.argv[1:]
    given = dict(pair.split("=", 1) for pair in pairs)
    print(json.dumps(ordered({"cloudformation": cloudformation, "terraform": terraform}[kind](where, given)), indent=1))
