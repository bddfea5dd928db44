#!/bin/sh
# A night's copy of the SQLite database, sealed for the keys in /etc/dear-mp/backup.pub, in the folder that is named.
# Nothing that can open it is on this machine. docs/running.md has the steps.
set -eu
folder=$1
umask 077
mkdir -p "$folder"
day=$(date --utc +%F)
copy=$folder/$day.db
# What an earlier run left behind when it was killed, and nothing else that is not sealed.
rm -f "$folder"/*.db "$folder"/*.db.unfinished-* "$folder"/*.part
node dist/commands/data.js backup "$copy"
age --encrypt --recipients-file /etc/dear-mp/backup.pub --output "$copy.part" "$copy"
mv "$copy.part" "$copy.age"
rm "$copy"
find "$folder" -name '*.db.age' -mtime +6 -delete
