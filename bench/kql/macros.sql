-- What the rule and the functions in rules/asim call. `contains` comes first: it is far cheaper than
-- the regular expression, and few rows pass it.
CREATE MACRO t(value) AS coalesce(value, '');
CREATE MACRO is_rundll32(value) AS
  contains(lower(value), 'rundll32.exe')
  AND regexp_matches(value, '(?i)(?:^|[^\pL\pN])rundll32\.exe(?:$|[^\pL\pN])');
CREATE MACRO known(value) AS CASE
  WHEN lower(trim(value, E' \t\r\n\f\v')) IN ('-', 'n/a', '(null)', 'null', '<null>', '\', '-\-') THEN ''
  ELSE value END;
CREATE MACRO plain(value, source) AS CASE
  WHEN source = 'Event' THEN replace(replace(replace(replace(replace(
    value, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&apos;', ''''), '&amp;', '&')
  ELSE value END;
CREATE MACRO file_name(path) AS split_part(path, '\', -1);
CREATE MACRO hex_id(value) AS
  CASE WHEN value IS NULL THEN '' ELSE CAST(CAST(value AS BIGINT) AS VARCHAR) END;
CREATE MACRO domain_name(domain, name) AS
  CASE WHEN domain = '' THEN name ELSE domain || '\' || name END;
CREATE MACRO subject_name(sid) AS CASE sid
  WHEN 'S-1-5-18' THEN 'Local System' WHEN 'S-1-0-0' THEN 'Nobody' ELSE '' END;
