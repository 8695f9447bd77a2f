package dev.countersign.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of the query of a URI is compared ([RFC7512] 2.6): paths without the steps that lead
 * nowhere, and the order of attributes only where several have one name.
 */
final class UriComparison {
  private static final String FILE = "file:";

  private UriComparison() {}

  static Map<String, List<String>> of(
      Map<String, String> query, List<Map.Entry<String, String>> vendorQuery) {
    Map<String, List<String>> values = new TreeMap<>();
    query.forEach((name, value) -> values.put(name, List.of(normal(name, value))));
    for (Map.Entry<String, String> part : vendorQuery) {
      values.computeIfAbsent(part.getKey(), name -> new ArrayList<>()).add(part.getValue());
    }
    return values;
  }

  private static String normal(String name, String value) {
    return switch (name) {
      case "module-path" -> direct(value);
      case "pin-source" -> source(value);
      default -> value;
    };
  }

  private static String source(String value) {
    if (value.regionMatches(true, 0, FILE, 0, FILE.length())) {
      return FILE + direct(value.substring(FILE.length()));
    } else if (value.startsWith("|")) {
      // What the program is given is no path.
      int end = value.indexOf(' ') < 0 ? value.length() : value.indexOf(' ');
      return "|" + direct(value.substring(1, end)) + value.substring(end);
    }
    return value;
  }

  /** A whole path without its steps to where it is already, and those up and down again. */
  private static String direct(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    Deque<String> steps = new ArrayDeque<>();
    String last = "";
    for (String step : path.substring(1).split("/", -1)) {
      last = step;
      if (step.equals("..")) {
        steps.pollLast();
      } else if (!step.equals(".")) {
        steps.addLast(step);
      }
    }
    String end = last.equals(".") || last.equals("..") ? "/" : "";
    return steps.isEmpty() ? "/" : "/" + String.join("/", steps) + end;
  }
}
