#!/bin/bash
# Updates the site under systemd, from its stop to its start; for the user who owns this folder, and who may use sudo. Run
# again, it does the same once more. docs/ways-to-run.md says what comes before it.
set -eu

# The update may change this very file: so all of it is read before any of it runs.
update() {
  cd "$(dirname "$0")/.."
  local units=() unit
  for unit in dear-mp dear-mp-worker; do
    if systemctl is-enabled --quiet "$unit"; then units+=("$unit"); fi
  done
  # Where nothing comes from the network, the site goes on as it was.
  git fetch
  trap broken_off EXIT
  sudo systemctl stop "${units[@]}"
  git merge --ff-only '@{upstream}'
  npm ci
  npm run build
  npm prune --omit=dev
  sudo systemctl start "${units[@]}"
  trap - EXIT
  echo "Started: $(git describe --tags --always). Its /readyz says whether it is ready; journalctl -u dear-mp says why not."
}

broken_off() {
  echo 'The update broke off, and the site is stopped. Put right what is said above, and run this again.' >&2
}

update
exit
