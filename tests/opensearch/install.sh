#!/bin/sh
# Installs what tests/opensearch/Nodes.java needs into a cache folder: OpenSearch 2.19 from Maven Central (about 55 MB).
# Needs Java 17 and Maven. `tests/server` uses it where it is there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jars=${ONRECORD_OPENSEARCH_JARS:-${XDG_CACHE_HOME:-$HOME/.cache}/onrecord-tests/opensearch}
if [ -f "$jars/installed" ]; then
    echo "installed already: $jars"
    exit 0
fi
mkdir -p "$jars"
mvn --quiet --batch-mode --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars"
touch "$jars/installed"
echo "installed: $jars"
