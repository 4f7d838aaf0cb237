import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.opensearch.http.HttpServerTransport;

/**
 * Starts some real nodes of one cluster on loopback, and writes their ports to the file "ready" of the given
 * folder when they have found each other.
 * "stop N" on standard input takes node N away, the input's end takes all of them away: nothing outlives the test.
 */
public class Nodes {
    public static void main(String[] arguments) throws Exception {
        String data = arguments[0];
        int nodes = Integer.parseInt(arguments[1]);
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("network.host", "127.0.0.1");
            // The first that are free of these.
            settings.put("http.port", "9250-9350");
            settings.put("transport.port", "9351-9450");
            settings.putList("cluster.initial_cluster_manager_nodes", "Node 1");
            settings.putList("discovery.seed_hosts", "127.0.0.1:9351", "127.0.0.1:9352", "127.0.0.1:9353");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(OpenSearchRunner.newConfigs()
            .basePath(data)
            .clusterName("onrecord-tests-" + ProcessHandle.current().pid())
            .numOfNode(nodes)
            .useLogger());
        runner.ensureYellow();
        StringBuilder ports = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            HttpServerTransport http = runner.getNode(i).injector().getInstance(HttpServerTransport.class);
            ports.append(' ').append(http.boundAddress().publishAddress().getPort());
        }
        // Not to standard output, which the server closes.
        Path unfinished = Files.writeString(Path.of(data, "ready.new"), ports.toString().trim());
        Files.move(unfinished, Path.of(data, "ready"), StandardCopyOption.ATOMIC_MOVE);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.startsWith("stop ")) {
                runner.getNode(Integer.parseInt(line.substring(5).trim())).close();
            }
        }
        runner.close();
        System.exit(0);
    }
}
