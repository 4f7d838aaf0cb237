#!/bin/sh
# Installs what tests/opensearch/Nodes.java needs into a cache folder: OpenSearch 2.19 and Elasticsearch 7.10 from Maven
# Central (about 55 MB each), or the one that is named. Needs Java 17 and Maven. `tests/server` uses what is there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for engine in ${1:-opensearch elasticsearch}; do
    jars=${XDG_CACHE_HOME:-$HOME/.cache}/onrecord-tests/$engine
    if [ -f "$jars/installed" ]; then
        echo "installed already: $jars"
        continue
    fi
    mkdir -p "$jars"
    mvn --quiet --batch-mode --file "$here/pom.xml" -P "$engine" dependency:copy-dependencies -DoutputDirectory="$jars"
    touch "$jars/installed"
    echo "installed: $jars"
done
