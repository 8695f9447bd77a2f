package dev.countersign.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.NodeList;

/** Reads Maven's project files. */
final class Poms {
  private Poms() {}

  /** The text of every node that an XPath selects, in document order. */
  static List<String> texts(Path pom, String xpath) {
    try {
      DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(xpath, parser.parse(pom.toFile()), XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(nodes.item(i).getTextContent().strip());
      }
      return texts;
    } catch (Exception e) {
      throw new IllegalStateException("cannot read " + pom, e);
    }
  }

  /** The artifacts of other projects that a module asks for, in any scope. */
  static List<String> foreignDependencies(Path pom) {
    return texts(
        pom,
        "/project/dependencies/dependency[not(starts-with(groupId,"
            + " 'dev.countersign'))]/artifactId");
  }
}
