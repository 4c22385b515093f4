"""Let the application role make month partitions, and nothing else that an owner may."""

from django.db import migrations

CREATE = """
CREATE FUNCTION troska_ensure_partition(parent text, month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    child text := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
        WHERE c.relname = parent AND pg_get_userbyid(c.relowner) = current_user
    ) THEN
        RAISE EXCEPTION '% is no partitioned table of ours', parent;
    END IF;
    IF to_regclass(format('public.%I', child)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        child, parent, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00'
    );
    IF session_user <> current_user THEN
        -- Rows are reached through the parent, where the grants are; the child itself is nobody's.
        EXECUTE format('REVOKE ALL ON %I FROM %I', child, session_user);
    END IF;
    RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION troska_ensure_partition(text, date)")]
