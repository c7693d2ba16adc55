import os

print("exporting from", os.environ["DATABASE_URL"].split("@")[-1])
