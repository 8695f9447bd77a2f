package dev.countersign.simulator.hid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that stands still until it is moved. */
final class ManualTimer implements Timer {
  private final List<Task> tasks = new ArrayList<>();
  private Duration now = Duration.ZERO;

  private record Task(Duration at, Runnable action) {}

  @Override
  public synchronized Alarm after(Duration delay, Runnable task) {
    Task added = new Task(now.plus(delay), task);
    tasks.add(added);
    return () -> remove(added);
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  private synchronized Optional<Task> due(Duration until) {
    Optional<Task> next =
        tasks.stream()
            .filter(task -> task.at().compareTo(until) <= 0)
            .min(Comparator.comparing(Task::at));
    next.ifPresent(
        task -> {
          tasks.remove(task);
          now = task.at();
        });
    return next;
  }

  /** Lets time pass; what becomes due meanwhile runs in order. */
  void pass(Duration time) {
    Duration until = now.plus(time);
    Optional<Task> task = due(until);
    while (task.isPresent()) {
      task.get().action().run();
      task = due(until);
    }
    now = until;
  }

  synchronized int waiting() {
    return tasks.size();
  }
}
