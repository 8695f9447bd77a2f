/** AWS flows that a token key serves: CloudFront signed URLs and cookies. */
module dev.countersign.aws {
  requires static org.jspecify;
  requires transitive dev.countersign.device;
  requires com.fasterxml.jackson.core;

  exports dev.countersign.aws.cloudfront;
}
