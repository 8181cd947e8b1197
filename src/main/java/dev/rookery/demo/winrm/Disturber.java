package dev.rookery.demo.winrm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Asks the interceptor, and counts for it.
final class Disturber {
    private final Interceptor interceptor;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    Disturber(Interceptor interceptor) {
        this.interceptor = interceptor;
    }

    /// Begins an exchange.
    Exchange begin(String action) {
        return new Exchange(action, counts.merge(action, 1, Integer::sum));
    }

    /// One exchange: what goes wrong before it is done and after.
    final class Exchange {
        private final String action;
        private final int number;

        private Exchange(String action, int number) {
            this.action = action;
            this.number = number;
        }

        /// What goes wrong now; a delay is over when this returns.
        Disturbance at(boolean done) throws InterruptedException {
            Disturbance disturbance = interceptor.at(new Interceptor.Step(action, number, done));
            if (disturbance instanceof Disturbance.Delay(var time)) {
                Thread.sleep(time);
                return new Disturbance.None();
            }
            return disturbance;
        }
    }
}
