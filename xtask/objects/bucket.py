"""Makes a bucket, or tells what is in one: a JSON object a line, as a client that others wrote sees it."""

import json
import os
import pathlib
import sys

import boto3
from botocore.config import Config


def main(command: str, endpoint: str, video: str, bucket: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=os.environ["AWS_REGION"],
        config=Config(s3={"addressing_style": "path"}),
    )
    if command == "make":
        client.create_bucket(Bucket=bucket)
        return
    expected = pathlib.Path(video).read_bytes()
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in page.get("Contents", []):
            content = client.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
            is_whole = content == expected and entry["Size"] == len(expected)
            print(json.dumps({"key": entry["Key"], "bytes": entry["Size"], "is_whole": is_whole}))


if __name__ == "__main__":
    main(*sys.argv[1:])
