package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [CF-SIGNED] values in the policy statement, Resource. */
class ResourcePatternTest {
  @ParameterizedTest
  @CsvSource({
    // everything
    "*, https://d1.example.com/a/b?c=d, true",
    "*://*, http://d1.example.com/, true",
    "http*://*, https://d1.example.com/x?y, true",
    "http://*, http://d1.example.com/x?y, true",
    "http://*, https://d1.example.com/x, false",
    // protocol
    "https://d1.example.com/a, https://d1.example.com/a, true",
    "https://d1.example.com/a, http://d1.example.com/a, false",
    "http*://d1.example.com/a, https://d1.example.com/a, true",
    "http*://d1.example.com/a, http://d1.example.com/a, true",
    "http?://d1.example.com/a, http://d1.example.com/a, false",
    "http?://d1.example.com/a, https://d1.example.com/a, true",
    // protocol left out
    "*.example.com/a, https://d1.example.com/a, true",
    "*.example.com/a, http://d1.example.com/a, true",
    // domain
    "https://*.example.com/a, https://d1.example.com/a, true",
    "https://*.example.com/a, https://d1.other.com/a, false",
    "https://*.example.com/a, https://evil.com/x.example.com/a, false",
    "https://d?.example.com/a, https://d1.example.com/a, true",
    "https://d?.example.com/a, https://d12.example.com/a, false",
    "https://D1.Example.com/a, https://d1.example.com/a, true",
    "https://d1*, https://d1.example.com/any/path?and=query, true",
    "https://d1*, https://d2.example.com/, false",
    "https://d1.example.com, https://d1.example.com/, true",
    "https://d1.example.com, https://d1.example.com/a, false",
    // path
    "https://d1.example.com/images/*, https://d1.example.com/images/a/b.jpg, true",
    "https://d1.example.com/images/*, https://d1.example.com/images/, true",
    "https://d1.example.com/images/*, https://d1.example.com/images, false",
    "https://d1.example.com/images/*, https://d1.example.com/Images/a, false",
    "https://d1.example.com/images/*, https://d1.example.com/images/a?size=large, true",
    "https://d1.example.com/*.jpg, https://d1.example.com/a/b.jpg, true",
    "https://d1.example.com/*.jpg, https://d1.example.com/a.png?x=.jpg, false",
    "https://d1.example.com/a?c, https://d1.example.com/abc, true",
    "https://d1.example.com/a?c, https://d1.example.com/ac, false",
    "https://d1.example.com/a?c, https://d1.example.com/abbc, false",
    "https://d1.example.com/*game_download.zip*, https://d1.example.com/game_download.zip, true",
    "https://d1.example.com/*game_download.zip*,"
        + " https://d1.example.com/example_game_download.zip?license=yes, true",
    // query string
    "https://d1.example.com/a, https://d1.example.com/a?b, false",
    "https://d1.example.com/a?b=c, https://d1.example.com/a?b=c, true",
    "https://d1.example.com/a?b=c, https://d1.example.com/a, false",
    "https://d1.example.com/a?b=c, https://d1.example.com/a?b=d, false",
    "https://d1.example.com/a?b=*, https://d1.example.com/a?b=anything&more, true",
    "https://d1.example.com/a?*, https://d1.example.com/a?b, true",
    "https://d1.example.com/*?b=c, https://d1.example.com/x/y?b=c, true",
    "https://d1.example.com/*?b=*&d=e, https://d1.example.com/x?b=1&2&d=e, true",
    "https://d1.example.com/a*?b=c, https://d1.example.com/a1?z=2?b=c, false",
    "https://d1.example.com/a?b=https://x/?, https://d1.example.com/a?b=https://x/y, true",
    "https://d1.example.com/**, https://d1.example.com/a?b, true",
    "https://d1.example.com/**b, https://d1.example.com/a?b, false",
  })
  void partsAreMatchedEachOnItsOwn(String pattern, String url, boolean expected) {
    assertThat(new ResourcePattern(pattern).matches(url)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*://x/",
        "http://x/*",
        "https://x/a?b=c",
        "http*://*.x.com/*",
        "https://x/a?b*d"
      })
  void patternsThatCloudFrontTakesAreTaken(String pattern) {
    ResourcePattern.require(pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x/y",
        "/images/*",
        "ftp://x/",
        "HTTPS://x/",
        "https:/x",
        "https://x/a#b",
        "https://x/a b",
        "https://x/\"},{",
        "https://x/\\",
        "https://x/\n",
        "https://x/\u00e9",
        "https://x/%",
        "https://x/%g0",
        "https://x/{a}"
      })
  void patternsThatCannotStandInAPolicyAreRefused(String pattern) {
    assertThatThrownBy(() -> ResourcePattern.require(pattern))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Policy.custom(TestKeys.EXPIRES).resource(pattern).build())
        .isInstanceOf(CloudFrontInputException.class);
  }

  @Test
  void manyStarsAreMatchedInBoundedWork() {
    String pattern = "https://d1.example.com/" + "*a".repeat(2000) + "b";

    assertThat(new ResourcePattern(pattern).matches("https://d1.example.com/" + "a".repeat(4000)))
        .isFalse();
  }

  @Test
  void textWithoutSchemeFitsNothing() {
    assertThat(new ResourcePattern("*").matches("d1.example.com/a")).isFalse();
  }
}
