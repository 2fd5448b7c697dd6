{{- define "mailweave.secretsDir" -}}/etc/mailweave/secrets{{- end }}
{{- define "mailweave.trustDir" -}}/etc/mailweave/trust{{- end }}
{{- define "mailweave.kafkaDir" -}}/etc/mailweave/kafka{{- end }}
{{- define "mailweave.googleDir" -}}/etc/mailweave/google{{- end }}

{{/* A value as text: Helm reads every number as one with a point, and would write 52428800 as 5.24288e+07. */}}
{{- define "mailweave.text" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end }}

{{/* Settings of all services, and libpq's own environment, which counts where the URL is silent. */}}
{{- define "mailweave.settings" -}}
{{- $values := .Values -}}
EMAIL_SECRETS_DIR: {{ include "mailweave.secretsDir" . }}
EMAIL_HTTP_HOST: {{ $values.listenHost | quote }}
EMAIL_API_HOST: {{ $values.listenHost | quote }}
EMAIL_BLOB_URL: {{ $values.blobs.url | quote }}
EMAIL_TOPIC_PREFIX: {{ $values.kafka.topicPrefix | quote }}
EMAIL_TOPIC_PARTITIONS: {{ $values.kafka.partitions | int64 | quote }}
EMAIL_TOPIC_REPLICATION: {{ $values.kafka.replication | int64 | quote }}
EMAIL_KAFKA_SERVERS: {{ $values.kafka.servers | quote }}
EMAIL_KAFKA_SECURITY_PROTOCOL: {{ $values.kafka.securityProtocol }}
{{- if hasPrefix "SASL" $values.kafka.securityProtocol }}
EMAIL_KAFKA_SASL_MECHANISM: {{ $values.kafka.saslMechanism }}
{{- end }}
{{- if $values.kafka.clientCertificateSecret }}
EMAIL_KAFKA_CERTIFICATE_FILE: {{ include "mailweave.kafkaDir" . }}/tls.crt
EMAIL_KAFKA_KEY_FILE: {{ include "mailweave.kafkaDir" . }}/tls.key
{{- end }}
{{- if $values.caSecret.name }}
EMAIL_TLS_CA_FILE: {{ include "mailweave.trustDir" . }}/ca.crt
{{- end }}
{{- with $values.database.sslMode }}
PGSSLMODE: {{ . }}
{{- end }}
{{- if $values.database.caSecret.name }}
PGSSLROOTCERT: {{ include "mailweave.trustDir" . }}/database-ca.crt
{{- end }}
{{- range $name, $value := $values.settings }}
{{ $name }}: {{ include "mailweave.text" $value | quote }}
{{- end }}
{{- end }}
