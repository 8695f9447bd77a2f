package dev.countersign.benchmarks.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Arrivals, signatures, failures and repairs, one event after the other in simulated time. It
 * follows the rules of the pool and does not run its code.
 */
public final class Simulation {
  private static final double FIRST_REST = 1000;
  private static final double LONGEST_REST = 60_000;
  private static final double WARM_UP = 0.05;

  private final Scenario scenario;
  private final Strategy strategy;
  private final Draw draw;
  private final int requests;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Signer> signers = new ArrayList<>();
  private final Deque<Request> queue = new ArrayDeque<>();
  private final double[] latencies;
  private int signed;
  private double waits;
  private long errors;
  private long failedCalls;
  private double busyTime;
  private double now;
  private long order;
  private int arrived;
  private int open; // requests that are not decided
  private int turn;

  private record Event(double at, long order, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private Simulation(Scenario scenario, Strategy strategy, int requests, long seed) {
    this.scenario = scenario;
    this.strategy = strategy;
    this.requests = requests;
    this.draw = new Draw(seed);
    this.latencies = new double[requests];
    for (int i = 0; i < scenario.members(); i++) {
      signers.add(new Signer(scenario.places()));
    }
  }

  /**
   * Runs a scenario.
   *
   * @param requests how many signatures are wanted
   * @param seed the same gives the same outcome
   */
  public static Outcome run(Scenario scenario, Strategy strategy, int requests, long seed) {
    return new Simulation(scenario, strategy, requests, seed).run();
  }

  private Outcome run() {
    double length = requests / scenario.rate();
    scenario.faults().forEach(fault -> plan(fault, length));
    if (scenario.upMean() > 0) {
      for (Signer signer : signers) {
        breakLater(signer);
      }
    }
    arriveLater(0);
    do {
      Event next = events.remove();
      now = next.at();
      next.work().run();
    } while (open > 0 || arrived < requests);
    double places = (double) scenario.members() * scenario.places();
    return new Outcome(
        Arrays.copyOf(latencies, signed),
        signed == 0 ? Double.NaN : waits / signed,
        errors,
        busyTime / (places * now),
        failedCalls);
  }

  private void at(double time, Runnable work) {
    events.add(new Event(time, order++, work));
  }

  private void plan(Scenario.Fault fault, double length) {
    Signer signer = signers.get(fault.member());
    boolean dead = fault.slower() == 0;
    at(
        fault.from() * length,
        () -> {
          if (dead) {
            signer.broken();
          } else {
            signer.slower = fault.slower();
          }
        });
    at(
        fault.until() * length,
        () -> {
          if (dead) {
            signer.repaired();
          } else {
            signer.slower = 1;
          }
        });
  }

  private void breakLater(Signer signer) {
    at(
        now + draw.exponential(scenario.upMean()),
        () -> {
          signer.broken();
          at(
              now + draw.exponential(scenario.downMean()),
              () -> {
                signer.repaired();
                breakLater(signer);
              });
        });
  }

  private void arriveLater(double from) {
    at(
        from + draw.exponential(1 / scenario.rate()),
        () -> {
          arrived++;
          open++;
          Request request = new Request(now, signers.size());
          at(now + scenario.patience(), () -> giveUp(request));
          send(request);
          if (arrived < requests) {
            arriveLater(now);
          }
        });
  }

  private void giveUp(Request request) {
    if (request.waiting) {
      request.waiting = false;
      queue.remove(request);
      signers.forEach(signer -> signer.queue.remove(request));
      refuse(request);
    }
  }

  private void refuse(Request request) {
    open--;
    if (request.arrival > WARM_UP * requests / scenario.rate()) {
      errors++;
    }
  }

  private void send(Request request) {
    int chosen = strategy.shared() ? leastLoaded(request) : next(request);
    if (chosen >= 0 && signers.get(chosen).free()) {
      begin(request, chosen);
      return;
    }
    request.waiting = true;
    (chosen >= 0 ? signers.get(chosen).queue : queue).addLast(request);
  }

  private int leastLoaded(Request request) {
    int best = -1;
    for (int i = 0; i < signers.size(); i++) {
      int member = (turn + i) % signers.size();
      Signer signer = signers.get(member);
      if (signer.serving
          && signer.free()
          && request.allows(member, signer)
          && (best < 0 || signer.busy < signers.get(best).busy)) {
        best = member;
      }
    }
    turn = best < 0 ? turn : best + 1;
    return best;
  }

  private int next(Request request) {
    List<Integer> fit = new ArrayList<>();
    for (int i = 0; i < signers.size(); i++) {
      int member = (turn + i) % signers.size();
      if (signers.get(member).serving && request.allows(member, signers.get(member))) {
        fit.add(member);
      }
    }
    if (fit.isEmpty()) {
      return -1;
    }
    int chosen = fit.get(strategy == Strategy.RANDOM ? draw.below(fit.size()) : 0);
    turn = chosen + 1;
    return chosen;
  }

  private void begin(Request request, int member) {
    Signer signer = signers.get(member);
    signer.busy++;
    request.waiting = false;
    if (Double.isNaN(request.firstAttempt)) {
      request.firstAttempt = now;
    }
    int breaks = signer.breaks;
    int returns = signer.returns;
    boolean dead = !signer.up();
    double time = dead ? scenario.failsAfter() : signer.slower * scenario.service().draw(draw);
    busyTime += time;
    at(
        now + time,
        () -> {
          signer.busy--;
          if (dead || signer.breaks != breaks) {
            failed(request, member, returns);
          } else {
            made(request, signer);
          }
          serveAll();
        });
  }

  private void made(Request request, Signer signer) {
    open--;
    signer.rests = 0;
    if (request.arrival > WARM_UP * requests / scenario.rate()) {
      latencies[signed++] = now - request.arrival;
      waits += request.firstAttempt - request.arrival;
    }
  }

  private void failed(Request request, int member, int returns) {
    failedCalls++;
    Signer signer = signers.get(member);
    if (strategy.rests() && signer.serving && signer.returns == returns) {
      rest(member);
    }
    boolean over = request.failed(member, returns);
    if (over || now - request.arrival >= scenario.patience()) {
      refuse(request);
    } else {
      send(request);
    }
  }

  private void rest(int member) {
    Signer signer = signers.get(member);
    signer.serving = false;
    List<Request> moved = new ArrayList<>(signer.queue);
    signer.queue.clear();
    double whole =
        Math.min(LONGEST_REST, FIRST_REST * StrictMath.pow(2, Math.min(signer.rests, 30)));
    signer.rests++;
    at(now + whole / 2 + draw.uniform() * whole / 2, () -> probe(member));
    moved.forEach(this::send);
  }

  private void probe(int member) {
    Signer signer = signers.get(member);
    boolean up = signer.up();
    double time = up ? signer.slower * scenario.service().draw(draw) : scenario.failsAfter();
    at(
        now + time,
        () -> {
          if (up && signer.up()) {
            signer.serving = true;
            signer.returns++;
            serveAll();
          } else {
            failedCalls++;
            rest(member);
          }
        });
  }

  /** Gives free places to those who wait. */
  private void serveAll() {
    for (int member = 0; member < signers.size(); member++) {
      Signer signer = signers.get(member);
      while (signer.serving && signer.free() && !signer.queue.isEmpty()) {
        begin(signer.queue.removeFirst(), member);
      }
    }
    int again = queue.size();
    for (int i = 0; i < again && !queue.isEmpty(); i++) {
      if (signers.stream().noneMatch(signer -> signer.serving && signer.free())) {
        return;
      }
      send(queue.removeFirst());
    }
  }
}
