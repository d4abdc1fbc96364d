#!/usr/bin/env bash
# Every house rule, one after the other; all run, and the exit code says whether all held.
cd "$(dirname "$0")/../.." || exit 2
bin=.venv/bin
failed=()
rule() {
    local name=$1 start=$SECONDS output
    shift
    if output=$("$@" 2>&1); then
        printf '  ok    %-12s %ss\n' "$name" $((SECONDS - start))
    else
        printf '  FAIL  %-12s %ss\n%s\n' "$name" $((SECONDS - start)) "$output"
        failed+=("$name")
    fi
}
rule lint $bin/ruff check --quiet .
rule format $bin/ruff format --check --quiet .
rule layers $bin/lint-imports --no-cache
rule types $bin/mypy
rule templates $bin/djlint --quiet --lint templates
rule dependencies $bin/deptry .
rule migrations $bin/python manage.py makemigrations --check --dry-run
rule deploy env PROVENDER_BEHIND_TLS=1 $bin/python manage.py check --deploy --fail-level WARNING
rule house $bin/python -m pytest -q -p no:randomly tests/house
[ ${#failed[@]} -eq 0 ] || { echo "Not held: ${failed[*]}"; exit 1; }
