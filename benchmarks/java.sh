# Sourced by the scripts beside it: sets $java_home to a Java that is new enough, or ends.

oldest_java=25

say() { printf 'benchmarks: %s\n' "$*" >&2; }

# Whether $1 is the home of a Java that is new enough.
java_fits() {
  local line
  [[ -n $1 && -x $1/bin/java && -r $1/release ]] || return 1
  while IFS= read -r line; do
    [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]] && ((BASH_REMATCH[1] >= oldest_java)) && return
  done <"$1/release"
  return 1
}

find_java() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* /usr/local/* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if java_fits "$candidate"; then
      java_home=$candidate
      return
    fi
  done
  say "needs Java $oldest_java or later, and found none in JAVA_HOME or the usual folders"
  exit 1
}
